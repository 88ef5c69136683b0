import type { Mermaid } from 'mermaid';
import { useData, withBase } from 'vitepress';
import { defineComponent, h, onMounted, ref, watch } from 'vue';

/** Mermaid names the elements of a drawing by this. */
let drawings = 0;

/** Only pages with a drawing need it. It is served as copy-mermaid.js copies it. */
const load = (): Promise<{ readonly default: Mermaid }> =>
  import(/* @vite-ignore */ withBase('/mermaid/mermaid.esm.min.mjs'));

interface Colours {
  readonly text: string;
  readonly line: string;
  readonly box: string;
  readonly page: string;
}

/** Those of VitePress's theme; Mermaid computes with them, and cannot read variables of CSS. */
const LIGHT: Colours = { text: '#3c3c43', line: '#67676c', box: '#f6f6f7', page: '#ffffff' };
const DARK: Colours = { text: '#dfdfd6', line: '#98989f', box: '#202127', page: '#1b1b1f' };

const styleOf = (isDark: boolean) => {
  const { text, line, box, page } = isDark ? DARK : LIGHT;
  return {
    theme: 'base',
    fontFamily: 'inherit',
    // Labels of HTML would have the line height of the page, and be cut off.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // At Mermaid's own widths a sequence of four is wider than a page.
    sequence: { width: 100, actorMargin: 30 },
    // A line behind a label does not strike it out.
    themeCSS: `.messageText, .edgeLabel text { paint-order: stroke; stroke: ${page}; stroke-width: 5px; }`,
    themeVariables: {
      darkMode: isDark,
      fontSize: '14px',
      background: page,
      primaryColor: box,
      primaryTextColor: text,
      primaryBorderColor: line,
      secondaryColor: box,
      tertiaryColor: page,
      titleColor: text,
      clusterBkg: page,
      clusterBorder: line,
      altBackground: page,
      compositeBackground: page,
      compositeTitleBackground: box,
      compositeBorder: line,
      lineColor: line,
      textColor: text,
      edgeLabelBackground: page,
      labelBackgroundColor: page,
      noteBkgColor: box,
      noteTextColor: text,
      noteBorderColor: line,
    },
  } as const;
};

/** On a phone a drawing shrinks to three quarters, and then scrolls. */
const readable = (svg: string): string =>
  svg.replace(/max-width: ([\d.]+)px/, (most, width) => `${most}; min-width: ${Math.round(Number(width) * 0.75)}px`);

/** Draws in the colours of the page, and again when they change. Until then, or if it fails, it shows the text. */
export const MermaidDiagram = defineComponent({
  props: { text: { type: String, required: true } },
  setup: props => {
    const text = decodeURIComponent(props.text);
    const { isDark } = useData();
    const svg = ref<string>();
    const draw = async (): Promise<void> => {
      const { default: mermaid } = await load();
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', ...styleOf(isDark.value) });
      drawings += 1;
      svg.value = readable((await mermaid.render(`drawing-${drawings}`, text)).svg);
    };
    onMounted(draw);
    watch(isDark, draw);
    return () =>
      svg.value === undefined
        ? h('pre', { class: 'diagram' }, text)
        : h('div', { class: 'diagram drawn', role: 'img', 'aria-label': text, innerHTML: svg.value });
  },
});
