// A form is sent once: the second of two quick clicks does nothing. Whoever comes back to the page may send again.
const CALM_MS = 5000;
const free = (form) => delete form.dataset.sent;
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "";
  setTimeout(free, CALM_MS, form); // a download leaves the page where it is
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
