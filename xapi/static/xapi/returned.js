/**
 * The page to which an AU leads its window when it has ended (cmi5 10.2.6). In the player's frame
 * it tells the player; a window of its own that the player has opened closes itself.
 */

import { RETURNED } from "./messages.js";

if (window.parent !== window) window.parent.postMessage({ type: RETURNED }, window.location.origin);
else window.close();
