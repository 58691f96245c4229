// Cards stand at the top of their block, or lower where those before need the room; the chosen one stands at its
// mark, and those before it make room.
function set(element, name, pixels) {
  const value = `${Math.round(pixels)}px`;
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

function keepApart(text, chosen) {
  const notes = [...text.querySelectorAll(".block .notes")];
  if (!notes.length) return;
  const top = text.getBoundingClientRect().top;
  const own = notes.map((note) => note.parentElement.getBoundingClientRect().top - top);
  const heights = notes.map((note) => note.offsetHeight), tops = [...own];
  let from = 0;
  if (chosen && text.contains(chosen) && chosen.closest(".block")) {
    from = notes.indexOf(chosen.parentElement);
    const mark = document.getElementById(`m${chosen.id.slice(1)}`);
    const at = mark ? mark.getBoundingClientRect().top - top : own[from];
    tops[from] = Math.max(0, at - chosen.offsetTop);
    for (let i = from - 1; i >= 0; i--) tops[i] = Math.min(own[i], tops[i + 1] - heights[i]);
  }
  for (let i = from + 1; i < tops.length; i++) tops[i] = Math.max(own[i], tops[i - 1] + heights[i - 1]);
  notes.forEach((note, i) => set(note, "--top", tops[i] - own[i]));
  set(text, "--floor", tops.at(-1) + heights.at(-1));
}

