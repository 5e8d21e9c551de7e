import type { Column, ColumnType } from './tables.ts'

/** One column of a table. */
export function column<T>(name: string, type: ColumnType, description: string, of: Column<T>['of']): Column<T> {
  return { name, type, description, of }
}
