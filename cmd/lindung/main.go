// Lindung is the program that organisations run: a node that stores cases, and the
// commands around it.
//
// # Commands
//
// A command is one file cmd/lindung/NAME.go with one variable NAMECommand, and
// one line in the table of [commands]. It names the settings it needs and takes
// (config.go has all of them, with their flags and environment variables) and a
// function that is given the settings, the operands and the streams. Results go
// to standard output, with --json as JSON; errors go to standard error. The
// program ends with 0 when the thing was done, 1 when it was refused or failed,
// 2 when the command line was wrong.
//
// Commands act as a system actor of access, so that they are checked and logged
// like everyone else. Nothing printed here names a person.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	private()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// commands returns every command, in the order in which help lists them.
func commands() []command {
	return []command{
		demoCommand,
		initCommand,
		serveCommand,
		readyCommand,
		orgAddCommand,
		orgListCommand,
		actorInviteCommand,
		actorListCommand,
		importHTCDSCommand,
		importTableCommand,
		importMappingCommand,
		importUndoCommand,
		exportHTCDSCommand,
		questionsCheckCommand,
		questionsExampleCommand,
		questionsSetCommand,
		questionsListCommand,
		questionsShowCommand,
		questionsRemoveCommand,
		statsTableCommand,
		exportListCommand,
		exportCaseCommand,
		eraseCommand,
		eraseVerifyCommand,
		outboxTakeCommand,
		outboxSentCommand,
		outboxFailedCommand,
		auditExportCommand,
		auditVerifyCommand,
		auditKeyCommand,
		witnessCommand,
		backupCommand,
		backupIdentityCommand,
		restoreCommand,
		drillCommand,
		migrateCommand,
		keyCheckCommand,
		keySplitCommand,
		keyJoinCommand,
		keyRotateCommand,
		keyForgetCommand,
		publicCommand,
		publicExportCommand,
		editionKeyCommand,
		editionTakeCommand,
		conventionStatusCommand,
		conventionDutiesCommand,
		conventionRoadCommand,
		dutiesCommand,
		conventionCheckCommand,
		conventionOpenCommand,
		conventionMeasuresCommand,
		conventionRecommendationsCommand,
		conventionDiffCommand,
		doctorCommand,
		recordingsCheckCommand,
		fieldsCommand,
		helpCommand,
		helpConfigCommand,
		versionCommand,
	}
}
