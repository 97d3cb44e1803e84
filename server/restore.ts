import { runRestore } from './backup/command.ts'

const { code, words } = runRestore(process.argv.slice(2), process.env, Date.now())
for (const line of words) (code === 0 ? console.log : console.error)(line)
process.exitCode = code
