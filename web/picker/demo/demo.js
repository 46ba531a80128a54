// What a site does with the picker: it listens. The address sets attributes: `?theme=dark&limit=5`.
const picker = document.querySelector("vibelens-picker");
const events = document.querySelector("#events");

for (const [name, value] of new URLSearchParams(location.search)) picker.setAttribute(name, value);

picker.addEventListener("vibelens-select", ({ detail }) => {
  const { track, passage } = detail;
  tell(`vibelens-select: ${track.id} ${track.title}, from ${passage.start_s} to ${passage.end_s}`);
});
picker.addEventListener("vibelens-error", ({ detail }) => {
  tell(`vibelens-error: ${detail.status} ${detail.message}`);
});

function tell(text) {
  const item = document.createElement("li");
  item.textContent = text;
  events.append(item);
}
