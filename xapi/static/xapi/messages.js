/** What the page to which an AU leads its window says to the player around it. */
export const RETURNED = "cmi5-returned";
