import { defineConfig } from 'oxlint'

const FEATURE_MAY_IMPORT = [
  'src/terms',
  'src/session',
  'src/api',
  'src/contract',
  'src/lib',
  'src/ui',
  'src/messages',
]

/**
 * Which folder may import which: the one table of the house (ARCHITECTURE.md draws it). A folder may always import
 * itself by `./`; everything across goes by `#src/…` or `#server/…`, so the import string shows the direction.
 */
const MAY_IMPORT = {
  'src/contract': [],
  'src/lib': [],
  'src/ui': ['src/lib', 'src/messages'],
  'src/api': ['src/contract', 'src/lib', 'src/messages'],
  // The product's words and small components that several features show.
  'src/terms': ['src/session', 'src/api', 'src/contract', 'src/lib', 'src/ui', 'src/messages'],
  'src/session': ['src/api', 'src/contract', 'src/lib', 'src/ui', 'src/messages'],
  // None sees another.
  'src/features/workflows': FEATURE_MAY_IMPORT,
  'src/features/termination': FEATURE_MAY_IMPORT,
  'src/features/batches': FEATURE_MAY_IMPORT,
  'src/features/journal': FEATURE_MAY_IMPORT,
  'src/features/overview': FEATURE_MAY_IMPORT,
  'src/app': [
    'src/features',
    'src/terms',
    'src/session',
    'src/api',
    'src/contract',
    'src/lib',
    'src/ui',
    'src/messages',
  ],
  'src/testing': ['src/api', 'src/app', 'src/session', 'src/contract', 'src/lib', 'src/messages', 'server'],
  'server/gateway': ['server/config', 'server/clock', 'src/contract', 'src/lib'],
  'server/sandbox': ['server/clock', 'src/contract', 'src/lib'],
  // What an administrator asks before the first start.
  'server/check': ['server/gateway', 'server/config', 'src/contract'],
  // Copies of the journal's file.
  'server/backup': ['server/gateway', 'server/config'],
  // The gateway as a process that is killed, in front of the sandbox: tests only.
  'server/journal-testing': ['server/gateway', 'server/config', 'src/contract'],
  'server/storm': ['server/gateway', 'server/sandbox', 'server/config', 'server/clock', 'src/contract'],
  // The sandbox's own words: what a page shows of them is in no language of the page.
  e2e: ['src/contract', 'src/testing', 'server/sandbox'],
  bench: ['src/contract', 'e2e', 'server'],
  deploy: ['src/contract', 'e2e', 'server'],
  // Soak, fuzz and faults: the gateway as a process, under what a day does not bring.
  load: ['src/contract', 'src/testing', 'e2e', 'server', 'bench'],
} as const satisfies Record<string, readonly string[]>

/** Everything that can stand behind `#`. Regular expressions here have no look-ahead, so what is forbidden is spelled out. */
const ROOMS = [
  ...Object.keys(MAY_IMPORT),
  'src/messages',
  'src/main',
  'server/clock',
  'server/config',
  'server/main',
  'server/server-limits',
  'server/check-config',
]

const isInside = (room: string, folder: string) => room === folder || room.startsWith(`${folder}/`)

function forbidden(folder: string, allowed: readonly string[]) {
  const rooms = ROOMS.filter((room) => ![folder, ...allowed].some((open) => isInside(room, open)))
  return {
    regex: `^#(${rooms.join('|')})[/.]`,
    message: `${folder} may import only ${allowed.join(', ') || 'itself'} (the table in oxlint.config.ts).`,
  }
}

const NO_CLIMBING = { regex: '^\\.\\./', message: 'Import across folders by #src/… or #server/….' }

function onlyFrom(
  ...patterns: { regex: string; message: string }[]
): ['error', { patterns: typeof patterns }] {
  return ['error', { patterns: [NO_CLIMBING, ...patterns] }]
}

export default defineConfig({
  plugins: ['typescript', 'react', 'jsx-a11y', 'import', 'unicorn', 'vitest', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['dist', 'src/messages', 'data'],
  rules: {
    'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
    'no-restricted-imports': onlyFrom(),
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'react/react-in-jsx-scope': 'off',
    'import/no-unassigned-import': 'off',
    // fast-check is used as `fc.…`, as its documentation does.
    'import/no-named-as-default-member': 'off',
    'promise/always-return': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'no-shadow': 'off',
    // `output` is for results of a form; a status line is a `status`.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // The type checker does it, and knows exhaustive switches.
    'typescript/consistent-return': 'off',
    'no-console': 'error',
    eqeqeq: 'error',
  },
  overrides: [
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      files: [`${folder}/**`],
      rules: { 'no-restricted-imports': onlyFrom(forbidden(folder, allowed)) },
    })),
    {
      // Stories and unit tests may build what they test from anywhere in the house.
      files: ['**/*.test.ts', '**/*.test.tsx'],
      rules: {
        'no-restricted-imports': onlyFrom(),
        'max-lines': ['error', { max: 400 }],
        'vitest/require-mock-type-parameters': 'off',
      },
    },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: [
        'scripts/**',
        'server/main.ts',
        'server/check-config.ts',
        'server/backup.ts',
        'server/restore.ts',
        'bench/**',
        'deploy/**',
        'load/**',
        'e2e/**',
      ],
      rules: { 'no-console': 'off' },
    },
  ],
})
