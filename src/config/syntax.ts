import type { ErrorCode } from 'yaml'

/**
 * What a YAML syntax error means and what to do. The parser's own sentences are not passed on: some quote the file, and a line that
 * does not parse may hold a password.
 */
export function syntaxMessage(code: ErrorCode): string {
  return messages[code] ?? 'is not valid YAML here; compare with config/vigie.example.yaml'
}

const messages: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab cannot indent YAML; use spaces',
  BAD_INDENT: 'the indentation does not fit the lines around it; keys of one mapping start in the same column, brackets are closed',
  BLOCK_AS_IMPLICIT_KEY: 'a second `: ` on one line; put the text in quotes, or the inner key on a line of its own',
  BLOCK_IN_FLOW: 'inside [ ] and { } only values and `key: value` pairs may stand',
  MISSING_CHAR: 'something is not closed or not separated: a quote, a bracket, a comma or a colon is missing',
  BAD_SCALAR_START: 'text that starts with this character must stand in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes starts an escape; use single quotes for backslashes as they are',
  UNEXPECTED_TOKEN:
    'something stands here that does not belong; put the text in quotes (inside { } and [ ] `${NAME}` needs them), or begin a new line',
  MULTIPLE_DOCS: 'a second document (`---`) is not read; keep one, or move it to a file of its own and `include:` it',
  NON_STRING_KEY: 'a key must be a plain word',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a `:` missing on the line before?',
  TAG_RESOLVE_FAILED: 'YAML tags (`!name`) are not understood; remove it, or put the text in quotes',
  BAD_ALIAS: 'text that starts with * must stand in quotes',
  BAD_DIRECTIVE: 'this %directive is not understood; remove the line',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters; is a `:` missing?',
  RESOURCE_EXHAUSTION: 'is nested too deep; a configuration has a handful of levels',
}
