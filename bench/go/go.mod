module gotriage.bench

go 1.26.0

require (
	github.com/google/pprof v0.0.0-20251114195745-4902fdda35c8
	github.com/maruel/panicparse/v2 v2.5.0
)

require golang.org/x/exp v0.0.0-20260908205506-85c1c2202aba
