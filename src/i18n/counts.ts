/** A whole number as people read it in a language, its thousands apart: what `Intl.NumberFormat` says, without making one for the first page. */
export const counts = {
  en: grouped(','),
  fr: grouped('\u202f'),
  ar: grouped('.'), // ar-MA
} as const

function grouped(separator: string): (count: number) => string {
  return (count) => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, separator)
}
