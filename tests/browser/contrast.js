// Every visible text of a page with its contrast to what is behind it, the worst of each kind first.
() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const layer = rgba(getComputedStyle(e).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const opacity = (element) => {
    let all = 1;
    for (let e = element; e; e = e.parentElement) all *= Number(getComputedStyle(e).opacity);
    return all;
  };
  const light = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const contrast = (front, back) => {
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const found = new Map();
  const note = (element, color, text) => {
    const back = behind(element), [r, g, b, a] = rgba(color);
    const ratio = contrast(over([r, g, b, a * opacity(element)], back), back);
    const kind = `${element.tagName.toLowerCase()}.${element.className || element.parentElement.className}`.slice(0, 90);
    if (element.dataset.testid === 'stIconMaterial' && ratio >= 3) return; // a sign beside its words
    if (!found.has(kind) || found.get(kind).ratio > ratio) found.set(kind, {ratio, kind, text: text.trim().slice(0, 50)});
  };
  const shown = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) &&
    !e.closest('[disabled], [aria-disabled="true"], [data-disabled="true"], .df-said, [aria-hidden="true"] svg');
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) || !shown(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    note(element, getComputedStyle(element).color, node.data);
  }
  for (const input of document.querySelectorAll('input[placeholder], textarea[placeholder]'))
    if (input.placeholder && !input.value && shown(input)) note(input, getComputedStyle(input, '::placeholder').color, input.placeholder);
  return [...found.values()].sort((a, b) => a.ratio - b.ratio);
}
