/**
 * How the messages of `messages/*.json` are compiled to typed functions in `src/messages/`.
 * @type {import('@inlang/paraglide-js').CompilerOptions}
 */
export const messagesOptions = {
  project: './project.inlang',
  outdir: './src/messages',
  strategy: ['globalVariable', 'baseLocale'],
  emitTsDeclarations: true,
  emitReadme: false,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
  disableAsyncLocalStorage: true,
  isServer: 'false',
  // A build names its language, and holds no other; without one, as in tests, the language is asked for at each message.
  // The expression is the compiler's own: another one would have to be set everywhere.
  experimentalStaticLocale: '/** @type {any} */ (globalThis).__PARAGLIDE_STATIC_LOCALE__',
}
