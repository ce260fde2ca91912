package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.definitions.DefinitionsFiles;
import io.leveret.management.definitions.ImportReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code export_definitions} and {@code import_definitions}. Files are read and written by the node's process. */
final class DefinitionsCommands {
    private static final String GROUP = "Definitions";
    private static final String STANDARD = "-";

    private DefinitionsCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("export_definitions", GROUP, "Exports definitions in JSON")
                .takes("<file_path | \"-\"> [--format <json>] [--timeout <timeout>]", 1, 1)
                .options("format")
                .saying(call -> call.argument(0).equals(STANDARD)
                        ? null
                        : "Exporting definitions in JSON to a file at \"" + call.argument(0) + "\" ...")
                .checking(DefinitionsCommands::checkExport)
                .doing(DefinitionsCommands::export));
        table.add(Command.named("import_definitions", GROUP, "Imports definitions in JSON")
                .takes(
                        "<file_path | \"-\"> [--format <json>] [--skip-if-unchanged] [--dry-run] [--strict]"
                                + " [--timeout <timeout>]",
                        0,
                        1)
                .options("format")
                .switches("skip-if-unchanged", "strict")
                .saying(DefinitionsCommands::importBanner)
                .checking(DefinitionsCommands::checkImport)
                .doing(DefinitionsCommands::load));
    }

    private static String importBanner(Invocation call) {
        return "Importing definitions in JSON from "
                + (isStandard(call) ? "standard input ..." : "a file at \"" + call.argument(0) + "\" ...");
    }

    private static boolean isStandard(Invocation call) {
        return call.arguments().isEmpty() || call.argument(0).equals(STANDARD);
    }

    private static Path path(Invocation call) throws BadUsage {
        return call.path(call.argument(0));
    }

    private static void checkFormat(Invocation call) throws BadUsage {
        String format = call.options().valueOr("format", "json");
        if (format.equals("erlang")) {
            throw new BadUsage(
                    ExitCode.DATA, "Bad argument: the format erlang is RabbitMQ's alone; export as json there");
        }
        if (!format.equalsIgnoreCase("json")) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: Format should be json");
        }
    }

    // ---- out

    private static void checkExport(Invocation call) throws BadUsage {
        checkFormat(call);
        if (!call.argument(0).equals(STANDARD)
                && !Files.exists(path(call).toAbsolutePath().getParent())) {
            throw new BadUsage(
                    ExitCode.DATA, "Bad argument: Directory " + path(call).getParent() + " does not exist");
        }
    }

    private static Result export(Invocation call) throws AdminException, CommandFailure, BadUsage {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DefinitionsFiles.write(call.node(), call.broker(), bytes);
            if (call.argument(0).equals(STANDARD)) {
                call.session().out(bytes.toByteArray(), 0, bytes.size());
            } else {
                Files.write(path(call), bytes.toByteArray());
            }
            return Result.SILENCE;
        } catch (IOException e) {
            throw CommandFailure.error(
                    ExitCode.DATA, "Could not write to file " + call.argument(0) + ": " + DefinitionsFiles.reason(e));
        }
    }

    // ---- in

    private static void checkImport(Invocation call) throws BadUsage {
        checkFormat(call);
        if (!isStandard(call) && !Files.exists(path(call))) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: File " + call.argument(0) + " does not exist");
        }
    }

    private static Result load(Invocation call) throws AdminException, CommandFailure, BadUsage {
        byte[] file = read(call);
        if (file.length == 0) {
            throw CommandFailure.error(
                    ExitCode.DATA,
                    isStandard(call) ? "not enough arguments." : "File " + call.argument(0) + " is zero-sized");
        }
        String hash = call.options().has("skip-if-unchanged") ? DefinitionsFiles.hash("sha256", file) : null;
        if (hash != null && hash.equals(call.broker().definitions().importedHash())) {
            return Result.lines("Definitions are those of the last import: nothing is done");
        }
        boolean dryRun = call.options().has("dry-run");
        ImportOptions options = new ImportOptions(dryRun, call.options().has("strict"), null, hash);
        try {
            ImportReport report =
                    DefinitionsFiles.load(call.broker(), new String(file, StandardCharsets.UTF_8), options);
            return result(call, report, dryRun);
        } catch (AdminException e) {
            if (e.kind() == Kind.INVALID) {
                throw CommandFailure.error(ExitCode.DATA, e.getMessage());
            }
            throw e;
        }
    }

    private static Result result(Invocation call, ImportReport report, boolean dryRun) {
        Map<String, Object> json = dryRun
                ? report.json()
                : Map.of("result", "ok", "node", call.node().name());
        return new Result.Value(report.text(), json);
    }

    private static byte[] read(Invocation call) throws CommandFailure, BadUsage {
        try {
            return isStandard(call) ? call.session().input().readAllBytes() : Files.readAllBytes(path(call));
        } catch (IOException e) {
            throw CommandFailure.error(
                    ExitCode.DATA, "Could not read from file " + call.argument(0) + ": " + DefinitionsFiles.reason(e));
        }
    }
}
