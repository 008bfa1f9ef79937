/** A table as the report shows it; `Table` of `@tomoni/statistics` is one. */
export interface ReportTable {
  readonly caption?: string | undefined;
  readonly columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly { readonly text: string }[])[];
  readonly notes?: readonly string[];
}

/** A part of a report. */
export type ReportSection =
  /** Begins a chapter, or a part of one. */
  | { readonly kind: 'heading'; readonly text: string; readonly level?: 'chapter' | 'part' }
  /** Paragraphs, parted by blank lines. */
  | { readonly kind: 'prose'; readonly text: string }
  /** Points, one below the other. */
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Names and their values, in order. */
  | { readonly kind: 'facts'; readonly facts: Readonly<Record<string, string | number | boolean>> }
  | { readonly kind: 'table'; readonly table: ReportTable }
  /** An SVG document, such as this package draws. */
  | { readonly kind: 'figure'; readonly svg: string; readonly caption?: string }
  /** A PNG picture, such as `toPng` makes; `description` is for those who cannot see it. */
  | {
      readonly kind: 'picture';
      readonly png: Uint8Array;
      readonly description: string;
      readonly caption?: string;
    }
  /** Text as it stands, such as a configuration or a log. */
  | { readonly kind: 'code'; readonly code: string };
