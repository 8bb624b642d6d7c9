// Before the first paint: the theme that was chosen on this device, if one was.
try {
  const theme = JSON.parse(localStorage.getItem("regulars.theme") ?? '"system"');
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to this page: the system's theme applies.
}
