import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { h } from 'vue';
import { MermaidDiagram } from './mermaid-diagram.js';
import './style.css';

/** The picture of the start page, if there is one: `docs/pictures/start.svg` or `.png`. */
const [picture] = Object.values(
  import.meta.glob<string>('../../../docs/pictures/start.{svg,png}', { eager: true, query: '?url', import: 'default' }),
);

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(
      DefaultTheme.Layout,
      null,
      picture === undefined
        ? {}
        : {
            'home-hero-image': () =>
              h('img', { class: 'start-picture', src: picture, alt: 'rx-beam chat in a terminal' }),
          },
    ),
  enhanceApp: ({ app }) => {
    app.component('MermaidDiagram', MermaidDiagram);
  },
} satisfies Theme;
