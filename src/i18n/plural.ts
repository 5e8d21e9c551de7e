/** The word forms of a counted noun, by CLDR category. `other` stands in for categories that a language does not use. */
export type Forms = Partial<Readonly<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }

/** The form of a counted noun for `count`, by the plural rules of a language (Intl, that is CLDR). */
export function pluralOf(tag: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(tag)
  return (count, forms) => forms[rules.select(count)] ?? forms.other
}
