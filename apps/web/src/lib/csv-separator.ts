import { language } from "./language.ts";

/**
 * What separates the cells of CSV files for whoever reads this page. A German Excel puts a line with commas into one cell,
 * because there the comma is the decimal sign; a first line `sep=,` would help it and spoil the file for others.
 */
export const csvSeparator = language === "de" ? ";" : ",";
