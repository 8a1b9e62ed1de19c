import type { Page } from 'playwright-core';

const CONTROLS = new Set([
  'button',
  'checkbox',
  'combobox',
  'dialog',
  'grid',
  'gridcell',
  'link',
  'radio',
  'searchbox',
  'spinbutton',
  'textbox',
]);

interface Node {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
}

/** The roles of controls that a screen reader could only announce without a name. */
export async function unnamedControls(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: Node[] };
  await session.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && CONTROLS.has(role?.value ?? ''))
    .filter(({ name }) => !name?.value.trim())
    .map(({ role }) => role?.value ?? '');
}
