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
}
