// Sets the colours that were chosen before, before anything is drawn.
try {
  const theme = localStorage.getItem("vibelens.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // What may not be read was not chosen here: the system's colours are right.
}
