import { type Html, render } from './html.ts'

/** A document of `html` templates as XML 1.0, with what XML cannot hold (most control characters, lone surrogates) left out. */
export function xmlDocument(root: Html): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${render(root)
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')}\n`
}
