// A page that waits asks again by itself; without scripts one reloads it.
const seconds = Number(document.currentScript.dataset.seconds);
setTimeout(() => location.reload(), seconds * 1000);
