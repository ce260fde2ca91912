package io.leveret.management.cli;

import static io.leveret.management.http.Verb.GET;
import static io.leveret.management.http.Verb.POST;

import io.leveret.management.json.Json;
import io.leveret.management.remote.Answer;
import io.leveret.management.remote.Call;
import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Definitions: what there is, in one file. */
final class DefinitionVerbs {
    private static final String GROUP = "definitions";
    private static final String FILE = "FILE";

    /** What a node, be it a RabbitMQ, says of a file that it cannot read. */
    private static final String NO_JSON = "failed_to_parse_json";

    private DefinitionVerbs() {}

    static void addTo(VerbTable table) {
        table.add(Verb.named(GROUP, "export", "Exports definitions; of one virtual host with -p")
                .mayTake(FILE, "Where to; standard output if none is named.")
                .example("definitions export broker.json")
                .doing(DefinitionVerbs::export));
        table.add(Verb.named(
                        GROUP, "import", "Imports definitions of a Leveret or RabbitMQ; into one virtual host with -p")
                .takes(FILE, "Where from; - is standard input.")
                .flag("--dry-run", "Says what would happen, and does nothing.")
                .flag("--strict", "Nothing at all if something in it cannot be.")
                .example("definitions import broker.json --dry-run")
                .doing(call -> load(call, call.has("--dry-run"))));
        table.add(
                Verb.named(GROUP, "diff", "Says in what definitions differ from what there is; ends with 1 if they do")
                        .takes(FILE, "The definitions; - is standard input.")
                        .example("definitions diff broker.json")
                        .doing(DefinitionVerbs::diff));
    }

    private static Target target(VerbCall call) {
        return call.has("--vhost") ? Target.of(GROUP, call.vhost()) : Target.of(GROUP);
    }

    private static int export(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        String file = call.optionalArgument(0).orElse("-");
        try (Answer answer = call.send(Call.of(GET, target(call).toString()))) {
            Refusals.check(answer, "vhost '" + call.vhost() + "'");
            if (file.equals("-")) {
                call.terminal().out().println(answer.text().stripTrailing());
                return Exit.OK;
            }
            write(answer, Path.of(file).toAbsolutePath());
        }
        call.say("exported to " + file);
        return Exit.OK;
    }

    /** All of it or nothing; for its owner's eyes, since there are password hashes in it. */
    private static void write(Answer answer, Path file) throws VerbFailure, IOException {
        Path part;
        if (!Files.isDirectory(file.getParent())) {
            throw new VerbFailure(
                    Exit.CANNOT_CREATE, "cannot write " + file + ": there is no directory " + file.getParent());
        }
        try {
            part = Files.createTempFile(
                    file.getParent(),
                    ".definitions",
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new VerbFailure(Exit.CANNOT_CREATE, "cannot write " + file + ": " + RawVerbs.reason(e));
        }
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                answer.body().transferTo(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A RabbitMQ does not know of dry runs: it would import. */
    private static void requireDryRuns(VerbCall call) throws VerbFailure, NodeUnreachableException {
        String product = Values.text(
                call.getObject(Target.of("overview").with("columns", (Object) "product_name")), "product_name");
        if (!product.equals("Leveret")) {
            throw new VerbFailure(
                    Exit.UNAVAILABLE, "this node is a " + Cells.safe(product) + ", which has no dry runs");
        }
    }

    private static Object post(VerbCall call, boolean dryRun)
            throws VerbFailure, NodeUnreachableException, IOException {
        byte[] definitions = RawVerbs.read(call, call.argument(0));
        if (dryRun) {
            requireDryRuns(call);
        }
        Target target = target(call);
        if (dryRun) {
            target.with("dry_run", true);
        }
        target.with("strict", call.has("--strict")); // said in any case: a node that was asked answers with a report
        Progress progress = new Progress(call, "importing " + definitions.length + " bytes");
        progress.show(0, 0);
        try (Answer answer = call.send(new Call(POST, target.toString(), Map.of(), definitions))) {
            progress.end();
            Refusals.check(answer, "vhost '" + call.vhost() + "'");
            String text = answer.text();
            return text.isEmpty() ? null : Json.read(text);
        } catch (VerbFailure e) {
            if (NO_JSON.equals(e.getMessage())) {
                throw new VerbFailure(Exit.DATA, call.argument(0) + " is no JSON");
            }
            throw e;
        }
    }

    private static int load(VerbCall call, boolean dryRun) throws VerbFailure, NodeUnreachableException, IOException {
        Object answer = post(call, dryRun);
        boolean forPeople = call.output().equals("table");
        List<?> shown = dryRun ? different(answer) : skipped(answer);
        if (answer != null && (dryRun || !forPeople || !shown.isEmpty())) {
            print(call, answer, shown);
        }
        if (answer == null || forPeople) {
            call.say(dryRun ? "nothing was done" : "imported " + call.argument(0) + counts(answer));
        }
        return Exit.OK;
    }

    private static String counts(Object answer) {
        return answer == null
                ? ""
                : Stream.of("added", "changed", "unchanged", "skipped")
                        .map(each -> Values.number(answer, each) + " " + each)
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private static int diff(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        Object answer = post(call, true);
        List<?> different = different(answer);
        print(call, answer, different);
        return different.isEmpty() ? Exit.OK : 1;
    }

    /** What is other than the file says, or was. */
    private static List<?> different(Object answer) {
        Object results = answer instanceof Map<?, ?> object ? object.get("objects") : answer;
        return results instanceof List<?> list
                ? list.stream()
                        .filter(each -> !"unchanged".equals(Values.text(each, "outcome"))
                                || !Values.text(each, "reason").isEmpty())
                        .toList()
                : List.of();
    }

    private static List<?> skipped(Object answer) {
        return different(answer).stream()
                .filter(each -> !Values.text(each, "reason").isEmpty())
                .toList();
    }

    private static void print(VerbCall call, Object answer, List<?> results) throws VerbFailure {
        if (call.output().equals("json")) {
            call.terminal().out().println(Json.write(answer));
            return;
        }
        ListVerb.print(
                call,
                results,
                Column.of("outcome"),
                Column.of("place"),
                Column.of("vhost"),
                Column.of("name"),
                Column.of("reason"));
    }
}
