import { z } from 'zod'
import { wholeSchema } from './schema.ts'

/**
 * The JSON Schema of a configuration file as people write it, for editors that complete and check while typing. config/vigie.schema.json
 * holds it; a test keeps it fresh (`npx vitest run -u test/config/files.test.ts` writes it anew). Draft 7 is what YAML editors know best.
 */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(wholeSchema(), { io: 'input', target: 'draft-07' })
  return `${JSON.stringify({ ...schema, title: 'Configuration of Vigie' }, null, 2)}\n`
}
