import type { Chart } from "@bellwether/core/api";
import { ColorType, TickMarkType, type Time } from "lightweight-charts";
import { candleTime, clockTime, dayAndMonth, isIntraday, yearName } from "../../../../time/zone.ts";
import { price } from "../../../../ui/number.ts";

/** A colour of the page's palette by its token (`--buy`). */
export type Colour = (token: string) => string;

/** The options of a chart: the page's look, prices with the instrument's decimals, and times in the
 *  chosen zone. */
export function chartOptions(colour: Colour, chart: Chart, zone: string | undefined) {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colour("--ground") },
      textColor: colour("--text-soft"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      // The logo adds a style element, which the page's content policy refuses; the notice and the
      // link that the licence requires are below the chart instead.
      attributionLogo: false,
    },
    grid: {
      vertLines: { color: colour("--line") },
      horzLines: { color: colour("--line") },
    },
    rightPriceScale: { borderColor: colour("--line-strong") },
    // The wheel scrolls the dialog; otherwise scrolling would stop over a large chart. Pinching,
    // dragging the axes and the wheel with Ctrl still zoom.
    handleScroll: { mouseWheel: false },
    handleScale: { mouseWheel: false },
    timeScale: {
      borderColor: colour("--line-strong"),
      timeVisible: isIntraday(chart.ut),
      secondsVisible: false,
      tickMarkFormatter: (at: Time, kind: TickMarkType) =>
        typeof at === "number" ? tickWords(at, kind, zone) : null,
    },
    localization: {
      priceFormatter: (value: number) => price(value, chart.price_decimals),
      timeFormatter: (at: Time) => (typeof at === "number" ? candleTime(at, chart.ut, zone) : ""),
    },
  };
}

/** As short as the library's default labels: there is room for about eight characters per tick
 *  mark. */
function tickWords(at: number, kind: TickMarkType, zone: string | undefined): string {
  if (kind === TickMarkType.Year) return yearName(at, zone);
  const isTime = kind === TickMarkType.Time || kind === TickMarkType.TimeWithSeconds;
  return isTime ? clockTime(at, zone) : dayAndMonth(at, zone);
}

/** The page's palette for the canvas, resolved for the theme. A custom property's value is still
 *  `light-dark(...)`; only a real property is resolved. */
export function coloursOf(element: HTMLElement): Colour {
  return (token) => {
    const before = element.style.color;
    element.style.color = `var(${token})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = before;
    return resolved;
  };
}
