// Command dump writes a goroutine dump in the form of /debug/pprof/goroutine?debug=2: as many goroutines as asked for,
// shaped like a service's (handlers over net/http, workers, timers), with different arguments in every frame.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
)

type frame struct {
	fn   string
	args int // -1: inlined
	file string
	line int
}

type shape struct {
	state   string
	frames  []frame
	creator frame
}

func main() {
	goroutines := flag.Int("goroutines", 100_000, "records to write")
	out := flag.String("o", "dump.txt", "file to write")
	flag.Parse()
	f, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	write(w, *goroutines)
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}

func write(w *bufio.Writer, goroutines int) {
	random := rand.New(rand.NewSource(1))
	shapes := makeShapes(random)
	fmt.Fprint(w, "goroutine 1 [running]:\nmain.main()\n\t/srv/app/cmd/server/main.go:42 +0x1f\n")
	for i := 1; i < goroutines; i++ {
		s := shapes[random.Intn(len(shapes))]
		fmt.Fprintf(w, "\ngoroutine %d [%s", i+17, s.state)
		if minutes := random.Intn(90); minutes > 0 {
			fmt.Fprintf(w, ", %d minutes", minutes)
		}
		fmt.Fprint(w, "]:\n")
		for n, fr := range s.frames {
			writeFrame(w, random, fr, 0x20+n*7)
		}
		fmt.Fprintf(w, "created by %s in goroutine %d\n\t%s:%d +0x4c5\n", s.creator.fn, random.Intn(i)+1, s.creator.file, s.creator.line)
	}
}

func writeFrame(w *bufio.Writer, random *rand.Rand, fr frame, offset int) {
	if fr.args < 0 {
		fmt.Fprintf(w, "%s(...)\n\t%s:%d\n", fr.fn, fr.file, fr.line)
		return
	}
	fmt.Fprintf(w, "%s(", fr.fn)
	for i := 0; i < fr.args; i++ {
		if i > 0 {
			fmt.Fprint(w, ", ")
		}
		fmt.Fprintf(w, "0xc%09x", random.Int63n(1<<36))
	}
	fmt.Fprintf(w, ")\n\t%s:%d +0x%x\n", fr.file, fr.line, offset)
}

// makeShapes gives 200 distinct stacks of 6 frames each, which makes about 1080 bytes a record.
func makeShapes(random *rand.Rand) []shape {
	states := []string{"chan receive", "chan send", "select", "IO wait", "sync.Mutex.Lock", "sync.WaitGroup.Wait", "sleep", "semacquire"}
	shapes := make([]shape, 200)
	for i := range shapes {
		s := shape{state: states[i%len(states)]}
		for depth := 0; depth < 6; depth++ {
			args := random.Intn(5) + 1
			if depth == 3 {
				args = -1
			}
			s.frames = append(s.frames, frame{
				fn:   fmt.Sprintf("example.org/team/service/internal/stage%d.(*Pipeline).step%d", i%40, depth*200+i),
				args: args,
				file: fmt.Sprintf("/srv/build/service/internal/stage%d/pipeline_%d.go", i%40, depth),
				line: 30 + random.Intn(900),
			})
		}
		s.creator = frame{fn: "net/http.(*Server).Serve", file: "/usr/lib/go/src/net/http/server.go", line: 3454}
		shapes[i] = s
	}
	return shapes
}
