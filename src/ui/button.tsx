import type { ComponentProps } from 'react'

const LOOKS = {
  outlined: 'font-semibold border border-field bg-surface text-text hover:bg-canvas px-3',
  accent: 'font-semibold border border-transparent bg-accent text-on-accent px-3 hover:opacity-90',
  danger: 'font-semibold border border-transparent bg-danger-solid text-white px-3 hover:opacity-90',
  ghost: 'text-muted hover:text-text hover:bg-canvas px-2',
  'ghost-danger': 'text-muted hover:text-danger focus-visible:text-danger px-2',
  link: 'font-semibold text-accent underline-offset-2 hover:underline',
} as const

export type ButtonLook = keyof typeof LOOKS

type ButtonProps = ComponentProps<'button'> & { look?: ButtonLook }

/** A button of 32 px, `link` excepted. Never submits a form unless `type="submit"` says so. */
export function Button({ look = 'outlined', className = '', type = 'button', ...rest }: ButtonProps) {
  const size = look === 'link' ? 'min-h-6' : 'min-h-8'
  return (
    <button
      // eslint-disable-next-line react/button-has-type -- a variable, and `button` unless asked otherwise
      type={type}
      className={`rounded-control inline-flex items-center justify-center gap-1 whitespace-nowrap disabled:opacity-60 ${size} ${LOOKS[look]} ${className}`}
      {...rest}
    />
  )
}
