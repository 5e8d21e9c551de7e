/** The one function that these tests use; the package brings no types. */
declare module '@orcid/bibtex-parse-js' {
  const parser: {
    toJSON(text: string): readonly {
      readonly citationKey: string
      readonly entryType: string
      readonly entryTags: Readonly<Record<string, string>>
    }[]
  }
  export default parser
}
