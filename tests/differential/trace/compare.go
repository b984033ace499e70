// Command compare prints what Go's own internal/trace reads out of an execution trace, in the form that gotriage prints it, so
// that the tests can compare the two. It is built over a copy of GOROOT's package (build.ts).
//
//	compare events FILE        one JSON line for each event
//	compare digest FILE        count of events, SHA-256 of those lines, summary, mutator utilisation, latency profiles
//	compare binary FILE OUT    the raw text inside a .test file as a binary trace
//	compare fuzz FILE OUT      the input inside a Go fuzz corpus file
//	compare read FILE          reads and prints the count of events alone, for the bench
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	itrace "compare/itrace"
	"compare/itrace/raw"
	"compare/itrace/version"
	"compare/txtar"
)

func main() {
	switch os.Args[1] {
	case "events":
		w := bufio.NewWriterSize(os.Stdout, 1<<20)
		err := each(os.Args[2], func(line []byte, _ *itrace.Event) { w.Write(line); w.WriteByte('\n') })
		w.Flush()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
	case "digest":
		digest(os.Args[2])
	case "binary":
		binary(os.Args[2], os.Args[3])
	case "fuzz":
		fuzz(os.Args[2], os.Args[3])
	case "read":
		r := open(os.Args[2])
		start := time.Now()
		n := 0
		for {
			if _, err := r.ReadEvent(); err == io.EOF {
				break
			} else if err != nil {
				panic(err)
			}
			n++
		}
		fmt.Println(n, time.Since(start).Seconds())
	}
}

func open(file string) *itrace.Reader {
	f, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	r, err := itrace.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	return r
}

func each(file string, f func(line []byte, ev *itrace.Event)) error {
	r := open(file)
	var first itrace.Time
	n := 0
	for {
		ev, err := r.ReadEvent()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n == 0 {
			first = ev.Time()
		}
		n++
		e := ev
		f(line(&e, first), &e)
	}
}

func str(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(s)
	s = strings.TrimSuffix(b.String(), "\n")
	s = strings.ReplaceAll(s, "\\u2028", "\u2028")
	return strings.ReplaceAll(s, "\\u2029", "\u2029")
}

func signed(v int64) string {
	if v > 1<<53-1 || v < -(1<<53-1) {
		return `"` + strconv.FormatInt(v, 10) + `"`
	}
	return strconv.FormatInt(v, 10)
}

func unsigned(v uint64) string {
	if v > 1<<53-1 {
		return `"` + strconv.FormatUint(v, 10) + `"`
	}
	return strconv.FormatUint(v, 10)
}

func resource(r itrace.ResourceID) string {
	switch r.Kind {
	case itrace.ResourceGoroutine:
		return fmt.Sprintf("\"Goroutine %d\"", r.Goroutine())
	case itrace.ResourceProc:
		return fmt.Sprintf("\"Proc %d\"", r.Proc())
	}
	return "\"None\""
}

func stack(b *bytes.Buffer, key string, s itrace.Stack) {
	if s == itrace.NoStack {
		return
	}
	b.WriteString(",\"" + key + "\":[")
	i := 0
	for f := range s.Frames() {
		if i > 0 {
			b.WriteByte(',')
		}
		i++
		fmt.Fprintf(b, `{"fn":%s,"file":%s,"line":%d}`, str(f.Func), str(f.File), f.Line)
	}
	b.WriteByte(']')
}

func line(ev *itrace.Event, first itrace.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"t":%d,"kind":"%s"`, int64(ev.Time()-first), ev.Kind())
	if m := ev.Thread(); m != itrace.NoThread {
		b.WriteString(`,"m":` + signed(int64(m)))
	}
	if p := ev.Proc(); p != itrace.NoProc {
		b.WriteString(`,"p":` + signed(int64(p)))
	}
	if g := ev.Goroutine(); g != itrace.NoGoroutine {
		b.WriteString(`,"g":` + signed(int64(g)))
	}
	other := itrace.NoStack
	switch ev.Kind() {
	case itrace.EventSync:
		fmt.Fprintf(&b, `,"n":%d`, ev.Sync().N)
	case itrace.EventMetric:
		m := ev.Metric()
		fmt.Fprintf(&b, `,"name":"%s","value":%s`, m.Name, unsigned(m.Value.Uint64()))
	case itrace.EventLabel:
		l := ev.Label()
		fmt.Fprintf(&b, `,"resource":%s,"label":%s`, resource(l.Resource), str(l.Label))
	case itrace.EventRangeBegin, itrace.EventRangeActive, itrace.EventRangeEnd:
		r := ev.Range()
		fmt.Fprintf(&b, `,"name":%s`, str(r.Name))
		if r.Scope.Kind != itrace.ResourceNone {
			b.WriteString(`,"scope":` + resource(r.Scope))
		}
		if ev.Kind() == itrace.EventRangeEnd {
			if a := ev.RangeAttributes(); len(a) == 2 {
				fmt.Fprintf(&b, `,"swept":%s,"reclaimed":%s`, unsigned(a[0].Value.Uint64()), unsigned(a[1].Value.Uint64()))
			}
		}
	case itrace.EventTaskBegin, itrace.EventTaskEnd:
		t := ev.Task()
		fmt.Fprintf(&b, `,"task":%s`, unsigned(uint64(t.ID)))
		if t.Parent != itrace.NoTask {
			fmt.Fprintf(&b, `,"parent":%s`, unsigned(uint64(t.Parent)))
		}
		fmt.Fprintf(&b, `,"type":%s`, str(t.Type))
	case itrace.EventRegionBegin, itrace.EventRegionEnd:
		r := ev.Region()
		fmt.Fprintf(&b, `,"task":%s,"type":%s`, unsigned(uint64(r.Task)), str(r.Type))
	case itrace.EventLog:
		l := ev.Log()
		fmt.Fprintf(&b, `,"task":%s,"category":%s,"message":%s`, unsigned(uint64(l.Task)), str(l.Category), str(l.Message))
	case itrace.EventStateTransition:
		st := ev.StateTransition()
		fmt.Fprintf(&b, `,"resource":%s`, resource(st.Resource))
		if st.Resource.Kind == itrace.ResourceGoroutine {
			from, to := st.Goroutine()
			fmt.Fprintf(&b, `,"from":"%s","to":"%s"`, from, to)
			if from == itrace.GoNotExist {
				other = st.Stack
			}
		} else {
			from, to := st.Proc()
			fmt.Fprintf(&b, `,"from":"%s","to":"%s"`, from, to)
		}
		if st.Reason != "" {
			fmt.Fprintf(&b, `,"reason":%s`, str(st.Reason))
		}
	case itrace.EventExperimental:
		x := ev.Experimental()
		fmt.Fprintf(&b, `,"name":"%s","args":{`, x.Name)
		for i, name := range x.Args {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `"%s":%s`, name, unsigned(x.ArgValue(i).Uint64()))
		}
		b.WriteByte('}')
	}
	stack(&b, "stack", ev.Stack())
	if len(stackKey(other)) > 0 {
		stack(&b, "transitionStack", other)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// stackKey is empty for a stack without an id: Stack{table, 0} is not NoStack, but has no frames.
func stackKey(s itrace.Stack) []itrace.StackFrame {
	var out []itrace.StackFrame
	for f := range s.Frames() {
		out = append(out, f)
	}
	return out
}

func digest(file string) {
	h := sha256.New()
	n := 0
	sum := newSummary()
	err := each(file, func(line []byte, ev *itrace.Event) {
		n++
		h.Write(line)
		h.Write([]byte{'\n'})
		sum.event(ev)
	})
	out := sum.finish()
	out["events"] = n
	out["sha256"] = hex.EncodeToString(h.Sum(nil))
	if err != nil {
		out["error"] = err.Error()
	}
	b, _ := json.MarshalIndent(out, "", " ")
	fmt.Println(string(b))
}

func binary(file, out string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		panic(err)
	}
	expect := ""
	for _, f := range a.Files {
		switch f.Name {
		case "expect":
			expect = strings.TrimSpace(string(f.Data))
		case "trace":
			tr, err := raw.NewTextReader(bytes.NewReader(f.Data))
			if err != nil {
				panic(err)
			}
			var buf bytes.Buffer
			tw, err := raw.NewWriter(&buf, tr.Version())
			if err != nil {
				panic(err)
			}
			for {
				ev, err := tr.ReadEvent()
				if err == io.EOF {
					break
				}
				if err != nil {
					panic(err)
				}
				if err := tw.WriteEvent(ev); err != nil {
					panic(err)
				}
			}
			_ = version.Current
			if err := os.WriteFile(out, buf.Bytes(), 0o644); err != nil {
				panic(err)
			}
		}
	}
	fmt.Println(expect)
}

func fuzz(file, out string) {
	data, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	text := strings.SplitN(string(data), "\n", 3)[1]
	text = strings.TrimSuffix(strings.TrimPrefix(text, "[]byte("), ")")
	s, err := strconv.Unquote(text)
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(out, []byte(s), 0o644); err != nil {
		panic(err)
	}
}
