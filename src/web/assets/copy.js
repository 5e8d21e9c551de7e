// @ts-check
// Puts a button beside each text that is there to be copied. Without this script the text is selected whole by one click, and copied by hand.

for (const text of document.querySelectorAll('[data-copy]')) {
  if (!(text instanceof HTMLElement)) continue
  const { copy = '', copied = '', copyFailed = '' } = text.dataset
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copier'
  button.textContent = copy
  // What it says after a press is told to a screen reader as well.
  button.setAttribute('aria-live', 'polite')
  button.addEventListener('click', () => {
    void answer()
  })
  text.after(button)

  async function answer() {
    const done = await written(text.textContent.trim())
    button.textContent = done ? copied : copyFailed
    if (!done) getSelection()?.selectAllChildren(text)
    setTimeout(() => (button.textContent = copy), 4_000)
  }
}

/**
 * Whether the text is on the clipboard now: browsers give it to pages over TLS and on loopback only.
 * @param {string} text
 */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
