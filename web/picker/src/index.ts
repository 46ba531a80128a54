// Makes `<vibelens-picker>` known to the page that loads this module, once.
import { VibelensPicker } from "./picker.js";

export type { Trouble } from "./trouble.js";
export { VibelensPicker };

if (!customElements.get("vibelens-picker")) {
  customElements.define("vibelens-picker", VibelensPicker);
}
