/**
 * What a data model's `_children` answer from: the same for every standard, by its own table.
 *
 * @param {Record<string, unknown>} elements by name, with `n` where an array index stands
 * @returns {Record<string, string[]>} every inner node with the names of its children, in table order
 */
export function innerNodes(elements) {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const name of Object.keys(elements)) {
    const steps = name.split(".");
    for (let depth = 1; depth < steps.length; depth += 1) {
      if (steps[depth] === "n") continue;
      const parent = steps.slice(0, depth).join(".").replace(/\.n$/, "");
      const children = (found[parent] ??= []);
      if (!children.includes(steps[depth])) children.push(steps[depth]);
    }
  }
  return found;
}
