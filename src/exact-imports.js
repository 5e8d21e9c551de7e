// Plain JavaScript, since it comes before the first TypeScript file. Each thread that starts registers it for itself.
import { registerHooks } from 'node:module'

/**
 * A relative import names its file exactly, here and in the packages that we use, and a file's neighbour is of its kind. So there is nothing
 * to look for: what the resolver of Node asks the file system about every name (file, links, nearest package.json) was half of the time
 * that modules took to load, with 300 of them before the first page. Everything else is left to Node.
 */
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL, conditions } = context
    if (parentURL === undefined || !/^\.\.?\//.test(specifier)) return next(specifier, context)
    // The texts of zod's messages in 60 languages, which its index loads and nobody asks for; English, its default, is imported apart.
    if (specifier === '../locales/index.js' && parentURL.includes('/node_modules/zod/')) return { url: nothing, shortCircuit: true }
    const format = formatOf(extensionOf(specifier), conditions.includes('require'))
    if (format === null || extensionOf(specifier) !== extensionOf(parentURL)) return next(specifier, context)
    return { url: new URL(specifier, parentURL).href, format, shortCircuit: true }
  },
})

const nothing = 'data:text/javascript,'

/** @param {string} path */
function extensionOf(path) {
  return path.slice(path.lastIndexOf('.'))
}

/**
 * @param {string} extension
 * @param {boolean} required
 */
function formatOf(extension, required) {
  if (extension === '.ts') return 'module-typescript'
  if (extension === '.mjs') return 'module'
  if (extension === '.cjs') return 'commonjs'
  return extension === '.js' ? (required ? 'commonjs' : 'module') : null
}
