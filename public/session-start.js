// Runs before the page's code has loaded: asks who is signed in, and sets the theme before the first paint.
window.flowstopSession = fetch('/api/session?list=' + encodeURIComponent(location.pathname + location.search))
window.flowstopSession.catch(function () {})
try {
  var theme = JSON.parse(localStorage.getItem('flowstop.theme'))
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A blocked storage means the system's theme.
}
// The first use of Intl reads the browser's tables, 20 to 60 ms: now the page's code is on its way, later the rows wait.
setTimeout(function () {
  new Intl.RelativeTimeFormat(document.documentElement.lang || undefined).format(0, 'day')
})
