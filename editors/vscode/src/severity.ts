import { type Diagnostic, DiagnosticSeverity } from "vscode";

/** How findings are shown: a severity, or "off", by copydesk's severities and by rule. */
export type SeverityMap = Readonly<Record<string, string>>;

const SHOWN: Readonly<Record<string, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What copydesk calls the severities that its server sends. */
const NAMES: Readonly<Record<number, string>> = {
  [DiagnosticSeverity.Error]: "error",
  [DiagnosticSeverity.Warning]: "warning",
  [DiagnosticSeverity.Information]: "suggestion",
};

/** The rule of a finding; undefined for what is wrong with the configuration. */
export function ruleOf({ code }: Diagnostic): string | undefined {
  const value = typeof code === "object" ? code.value : code;
  return value === undefined ? undefined : String(value);
}

/** Findings with the severities that the writer wants to see, without those that are off. */
export function mapped(diagnostics: readonly Diagnostic[], map: SeverityMap): Diagnostic[] {
  return diagnostics.filter((diagnostic) => {
    const rule = ruleOf(diagnostic);
    const wanted = rule === undefined ? undefined : (map[rule] ?? map[NAMES[diagnostic.severity] ?? ""]);
    diagnostic.severity = SHOWN[wanted ?? ""] ?? diagnostic.severity;
    return wanted !== "off";
  });
}
