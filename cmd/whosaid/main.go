// Command whosaid keeps who said what: it reads articles into a store, answers questions about them, and serves GraphQL.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
