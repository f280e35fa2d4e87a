{{- define "catalog-deck.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "catalog-deck.selector" -}}
app.kubernetes.io/name: catalog-deck
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "catalog-deck.labels" -}}
{{ include "catalog-deck.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
