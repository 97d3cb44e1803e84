// Compiles the messages for the type checker; Vite does the same by its plugin.
import { compile } from '@inlang/paraglide-js'
import { messagesOptions } from './messages-options.mjs'

await compile(messagesOptions)
