import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Page } from '@playwright/test'

/** What the pictures are compared with; `npm run screens -- --renew` makes them anew. */
export const FOLDER = join(import.meta.dirname, 'pictures')
const MACHINE_FILE = join(FOLDER, 'machine.txt')
export const isRenewing = process.env.RENEW_PICTURES === '1'

/** Half of each pixel's side: enough to see what moved, and a quarter of the room. */
const SCALE = 0.5
const QUALITY = 0.7

/** Differing pixels of the halved picture, as a share. */
const MOST_DIFFERENT = { same: 0.002, other: 0.12 }

export type Finding = { share: number; isEqual: boolean; picture: string }

export type Pictures = {
  /** Whether this machine draws text as the one that made the pictures did. */
  isSameMachine: boolean
  /** Compares a screenshot with the kept picture of this name; keeps it instead while renewing. */
  compare: (name: string, screenshot: Buffer) => Promise<Finding>
  close: () => Promise<void>
}

/** Opens what compares pictures: a page of the same browser, since no library for that is needed then. */
export async function openPictures(browser: Browser): Promise<Pictures> {
  const page = await browser.newPage({ viewport: { width: 640, height: 400 } })
  const machine = await describeMachine(page, browser.version())
  if (isRenewing) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(MACHINE_FILE, `${machine}\n`)
  }
  const isSameMachine = existsSync(MACHINE_FILE) && readFileSync(MACHINE_FILE, 'utf8').trim() === machine

  return {
    isSameMachine,
    compare: async (name, screenshot) => {
      const file = join(FOLDER, `${name}.webp`)
      const kept = !isRenewing && existsSync(file) ? toUrl(readFileSync(file), 'webp') : null
      const { picture, share } = await page.evaluate(compareInPage, {
        fresh: toUrl(screenshot, 'png'),
        kept,
        scale: SCALE,
        quality: QUALITY,
        isCoarse: !isSameMachine,
      })
      if (isRenewing) writeFileSync(file, Buffer.from(picture.split(',')[1] ?? '', 'base64'))
      const most = isSameMachine ? MOST_DIFFERENT.same : MOST_DIFFERENT.other
      return { share, isEqual: isRenewing || share <= most, picture }
    },
    close: () => page.close(),
  }
}

const toUrl = (bytes: Buffer, type: string) => `data:image/${type};base64,${bytes.toString('base64')}`

const SAMPLE = `<meta charset="utf-8"><body style="margin:8px;font:13px/20px system-ui,sans-serif">
<p>Terminate Завершить 0123456789 ↗ ▾ … <b style="font-weight:600">Stuck Force Процесс</b></p>
<p style="font:12px/16px ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono',monospace">70f1ffd604f0dd.74872897</p>
<p style="font-size:18px;font-weight:600">Workflows Бизнес-процессы</p>
<input type="checkbox" checked> <input type="radio" checked> <select><option>Document</select>`

/** How this browser draws text and controls here: fonts, their smoothing, and the version of all of it. */
async function describeMachine(page: Page, version: string): Promise<string> {
  await page.setContent(SAMPLE)
  const drawn = createHash('sha256')
    .update(await page.screenshot())
    .digest('hex')
  return `Chromium ${version.split('.')[0]} ${drawn.slice(0, 16)}`
}

type Given = { fresh: string; kept: string | null; scale: number; quality: number; isCoarse: boolean }

/** Runs in a blank page. The share is 1 where nothing is kept, or where the sizes differ. */
async function compareInPage({ fresh, kept, scale, quality, isCoarse }: Given) {
  const load = async (url: string) => {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  }
  const draw = (image: HTMLImageElement, factor: number) => {
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.width * factor)
    canvas.height = Math.round(image.height * factor)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) throw new Error('There is no canvas')
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return { canvas, context }
  }
  const picture = draw(await load(fresh), scale).canvas.toDataURL('image/webp', quality)
  if (kept === null) return { picture, share: 1 }

  // Other fonts: only where there is something, and how much of it, can be alike.
  const factor = isCoarse ? 1 / 12 : 1
  const least = isCoarse ? 28 : 48
  const [one, other] = [draw(await load(picture), factor), draw(await load(kept), factor)].map(
    ({ canvas, context }) => context.getImageData(0, 0, canvas.width, canvas.height),
  )
  if (!one || !other || one.width !== other.width || one.height !== other.height) return { picture, share: 1 }
  let different = 0
  for (let at = 0; at < one.data.length; at += 4) {
    for (let part = 0; part < 3; part += 1) {
      if (Math.abs((one.data[at + part] ?? 0) - (other.data[at + part] ?? 0)) <= least) continue
      different += 1
      break
    }
  }
  return { picture, share: different / (one.data.length / 4) }
}
