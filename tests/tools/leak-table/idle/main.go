// Command idle is a plain web server with as many idle keep-alive connections as asked for, which dumps its goroutines twice.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"time"
)

func main() {
	connections := flag.Int("connections", 10_000, "idle connections")
	connect := flag.String("connect", "", "be the clients of this address")
	out := flag.String("o", "idle", "prefix of the dumps")
	flag.Parse()
	if *connect != "" {
		clients(*connect, *connections)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "sound") })
	go http.Serve(listener, nil)
	self := exec.Command(os.Args[0], "-connect", listener.Addr().String(), "-connections", fmt.Sprint(*connections))
	ready, err := self.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := self.Start(); err != nil {
		log.Fatal(err)
	}
	bufio.NewReader(ready).ReadString('\n')
	for i := 1; i <= 2; i++ {
		time.Sleep(2 * time.Second)
		f, err := os.Create(fmt.Sprintf("%s.%d.txt", *out, i))
		if err != nil {
			log.Fatal(err)
		}
		pprof.Lookup("goroutine").WriteTo(f, 2)
		f.Close()
	}
	self.Process.Kill()
	self.Wait()
}

func clients(address string, connections int) {
	kept := make([]net.Conn, 0, connections)
	for i := 0; i < connections; i++ {
		c, err := net.Dial("tcp", address)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			log.Fatal(err)
		}
		response.Body.Close()
		kept = append(kept, c)
	}
	fmt.Println("ready", len(kept))
	time.Sleep(time.Minute)
}
