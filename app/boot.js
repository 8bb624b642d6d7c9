// Starts the app. Not inline, because the content security policy allows no inline script: the build
// writes the names of the two files into the meta element.
const app = document.querySelector('meta[name="regulars-app"]').dataset;

try {
  const { default: start } = await import(app.js);
  await start({ module_or_path: app.wasm });
} catch (problem) {
  console.error(problem);
  const words = document.getElementById("opening-words");
  if (words) {
    words.textContent =
      "Regulars could not start. Nothing is lost: what was written on this device is still on it. " +
      "Reload this page; if that does not help, try a newer browser.";
  }
}

// In development the worker's version is not filled in, and it serves nothing.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").then(watch, (problem) => console.warn(problem));
}

// A new version waits until somebody asks for it. The app hears "new-version" and shows a line; the
// line's button says "use-new-version".
function watch(registration) {
  // A browser that was told to keep no workers gives none.
  if (!registration) return;
  const tell = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    document.documentElement.dataset.newVersion = "waiting";
    dispatchEvent(new Event("new-version"));
  };
  tell();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
  addEventListener("use-new-version", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("use the new version");
  });
  // A page at a counter stays open for weeks.
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}
