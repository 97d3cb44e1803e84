// Runs before the page's code has loaded: asks who is signed in, and sets the theme before the first paint.
window.flowstopSession = fetch(
  '/api/session?list=' + encodeURIComponent(location.pathname + location.search),
).then(function (response) {
  return response.ok ? response.json() : null
})
window.flowstopSession.catch(function () {})
try {
  var theme = JSON.parse(localStorage.getItem('flowstop.theme'))
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A blocked storage means the system's theme.
}
