import { execFileSync, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { expect, test, type Locator } from '@playwright/test'

import { button, dialog, journalRow, reasonField, untilDialogHears } from './operator.ts'
import { findFreePort } from './ports.ts'
import { systemEnv, untilOutput, watch, type Program } from './program.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** Building and starting on a small machine. */
const START_MS = 200_000
const MOST_CLICKS = 6

test.setTimeout(START_MS + 60_000)

/** Process groups that a failed test would leave running. */
const groups: number[] = []

test.afterEach(() => {
  for (const group of groups.splice(0)) killGroup(group)
})

test('a fresh clone runs by the command of the README, and terminates in six clicks', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'flowstop-clone-'))
  const clone = await cloneInto(folder)
  const commands = await readCommands(join(clone, 'README.md'))
  expect(commands).toEqual(['npm start', 'npm test'])

  const { program, terminate } = await runCommand(commands[0] ?? '', clone)
  await untilOutput(program, /^Ready in/m, START_MS)
  expect(program.output()).toContain('This is the sandbox')
  const address = /^Flowstop is open at (\S+)$/m.exec(program.output())?.[1] ?? ''

  let clicks = 0
  // Counted as it is pressed: the answer may come before the press is known to be over.
  const press = async (target: Locator) => {
    clicks += 1
    await target.click()
  }
  const answers: string[] = []
  page.on('response', (response) => {
    if (response.request().method() === 'DELETE') answers.push(`${response.status()} after ${clicks} clicks`)
  })
  await page.goto(address)
  await press(page.getByRole('button', { name: 'Allow' }))
  const rowButton = page.getByRole('button', { name: /^Terminate \S+$/ }).first()
  const id = ((await rowButton.getAttribute('aria-label')) ?? '').replace('Terminate ', '')
  await press(rowButton)
  await untilDialogHears(page)
  await reasonField(page).fill('First try')
  await press(button(page, 'Terminate'))
  await expect(dialog(page)).toBeHidden()
  expect(answers).toEqual([`204 after ${clicks} clicks`])
  expect(clicks).toBeLessThanOrEqual(MOST_CLICKS)

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Journal' }).click()
  await expect(journalRow(page, id)).toContainText('First try')
  await expect(journalRow(page, id)).toContainText('Anna Ivanova')

  terminate()
  await program.exited
  const isAnswering = () =>
    page.request.get(`${address}/healthz`).then(
      () => true,
      () => false,
    )
  await expect.poll(isAnswering).toBe(false)
  await rm(folder, { recursive: true, force: true })
})

/** Clones what is committed, also where the repository belongs to another user of the machine. */
async function cloneInto(folder: string): Promise<string> {
  const gitConfig = join(folder, 'gitconfig')
  await writeFile(gitConfig, '[safe]\n\tdirectory = *\n')
  const clone = join(folder, 'flowstop')
  execFileSync('git', ['clone', '--quiet', ROOT, clone], {
    env: { ...systemEnv(), GIT_CONFIG_GLOBAL: gitConfig },
    stdio: 'pipe',
  })
  // Installing is what `npm test` has just done, by the same function, where nothing was installed: two minutes saved.
  await cp(join(ROOT, 'node_modules'), join(clone, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  })
  return clone
}

/** The commands of the README's first block, without their comments. */
async function readCommands(file: string): Promise<string[]> {
  const block = /```sh\n([^`]*)```/.exec(await readFile(file, 'utf8'))?.[1] ?? ''
  return block.split('\n').flatMap((line) => line.replace(/#.*/, '').trim() || [])
}

type Running = {
  program: Program
  /** As a service manager does it: npm alone is told, and everything has to end. */
  terminate: () => void
}

async function runCommand(command: string, folder: string): Promise<Running> {
  const [port, sandboxPort] = [await findFreePort(), await findFreePort()]
  const [name = '', ...args] = command.split(' ')
  const env = {
    ...systemEnv(),
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
  }
  const child = spawn(name, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  if (child.pid !== undefined) groups.push(child.pid)
  return { program: watch(child), terminate: () => child.kill('SIGTERM') }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Nothing of it is left: as it should be.
  }
}
