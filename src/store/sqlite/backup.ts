export async function backupDatabase(source: string, file: string, progress?: (done: number, total: number) => void): Promise<void> {
  throw new Error(`backup ${source} ${file} ${String(progress)}: not there yet`)
}
