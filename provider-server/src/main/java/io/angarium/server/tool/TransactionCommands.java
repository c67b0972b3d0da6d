package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tx list|show|commit|rollback|forget}. */
@Command(
        name = "tx",
        description = "List and show XA transaction branches, and decide those whose transaction manager is gone.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  angarium tx list", "  angarium tx rollback 131077:0a0b0c:0d0e --dry-run"})
final class TransactionCommands extends Group {
    private TransactionCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new TransactionCommands())
                .addSubcommand("list", new ListBranches(terminal))
                .addSubcommand("show", new ShowBranch(terminal))
                .addSubcommand("commit", new CommitBranch(terminal))
                .addSubcommand("rollback", new RollBackBranch(terminal))
                .addSubcommand("forget", new ForgetBranch(terminal));
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List all branches: open, prepared, and completed by hand.",
            footer = {"", "Examples:", "  angarium tx list", "  angarium tx list --json"})
    static final class ListBranches extends ManagedCommand {
        ListBranches(Terminal terminal) {
            super(terminal, "tx.list");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "branches");
        }
    }

    /** See the description. */
    @Command(
            name = "show",
            description = "Show everything about one branch.",
            footer = {"", "Example:", "  angarium tx show 131077:0a0b0c:0d0e"})
    static final class ShowBranch extends ManagedCommand {
        @Parameters(paramLabel = "XID", description = "The branch, as tx list names it.")
        String xid = "";

        ShowBranch(Terminal terminal) {
            super(terminal, "tx.show");
        }

        @Override
        Map<String, @Nullable Object> arguments() {
            return Map.of("xid", xid);
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
        }
    }

    /** See the description. */
    @Command(
            name = "commit",
            description = "Commit a prepared branch without its transaction manager, which is told when it asks.",
            footer = {"", "Example:", "  angarium tx commit 131077:0a0b0c:0d0e --dry-run"})
    static final class CommitBranch extends OneBranch {
        CommitBranch(Terminal terminal) {
            super(terminal, "tx.commit");
        }
    }

    /** See the description. */
    @Command(
            name = "rollback",
            description = "Roll back a prepared branch without its transaction manager, which is told when it asks.",
            footer = {"", "Example:", "  angarium tx rollback 131077:0a0b0c:0d0e --dry-run"})
    static final class RollBackBranch extends OneBranch {
        RollBackBranch(Terminal terminal) {
            super(terminal, "tx.rollback");
        }
    }

    /** See the description. */
    @Command(
            name = "forget",
            description = "Forget the outcome of a branch that was completed by hand.",
            footer = {"", "Example:", "  angarium tx forget 131077:0a0b0c:0d0e"})
    static final class ForgetBranch extends OneBranch {
        ForgetBranch(Terminal terminal) {
            super(terminal, "tx.forget");
        }
    }

    /** A decision about one branch. */
    abstract static class OneBranch extends ManagedCommand {
        @Parameters(paramLabel = "XID", description = "The branch, as tx list names it.")
        String xid = "";

        @Option(names = "--dry-run", description = "Say what would happen, and do nothing.")
        boolean dryRun;

        OneBranch(Terminal terminal, String operation) {
            super(terminal, operation);
        }

        @Override
        final Map<String, @Nullable Object> arguments() {
            return Map.of("xid", xid, "dryRun", String.valueOf(dryRun));
        }

        @Override
        final void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
            to.say((dryRun ? "nothing done to branch " : "done with branch ") + xid);
        }
    }
}
