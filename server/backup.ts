import { runBackup } from './backup/command.ts'

const { code, words } = runBackup(process.argv.slice(2), process.env)
for (const line of words) (code === 0 ? console.log : console.error)(line)
process.exitCode = code
