package io.leveret.management.cli;

import io.leveret.management.remote.Answer;
import io.leveret.management.remote.Call;
import io.leveret.management.remote.NodeUnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;

/** The API as it is, and what shells want to know of this program. */
final class RawVerbs {
    private RawVerbs() {}

    static void addTo(VerbTable table) {
        table.add(Verb.named("", "api", "Sends a request to the API and prints what is answered")
                .takes("METHOD", "GET, PUT, POST or DELETE.")
                .takes("PATH", "Below /api, encoded: /queues/%2F/orders")
                .option("--body", "JSON", "What is sent.")
                .option("--body-file", "FILE", "What is sent, from a file; - is standard input.")
                .example("api GET '/queues/%2F?columns=name,messages'")
                .doing(RawVerbs::api));
        table.add(Verb.named("", "completion", "Prints what a shell needs to complete command lines")
                .takes("SHELL", "bash; zsh understands it, too.")
                .example("completion bash > /etc/bash_completion.d/leveret")
                .doing(RawVerbs::completion));
    }

    private static int api(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        io.leveret.management.http.Verb verb = method(call.argument(0));
        String path = call.argument(1).replaceFirst("^/?(api/)?", "/");
        byte[] body = body(call);
        try (Answer answer = call.send(new Call(verb, path, Map.of(), body))) {
            Refusals.check(answer, path);
            answer.body().transferTo(call.terminal().out());
            if ("application/json".equals(answer.header("content-type")) || answer.header("content-type") == null) {
                call.terminal().out().println();
            }
        }
        return Exit.OK;
    }

    private static io.leveret.management.http.Verb method(String text) throws VerbFailure {
        String name = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(io.leveret.management.http.Verb.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> VerbFailure.usage("METHOD is GET, PUT, POST or DELETE"));
    }

    private static byte[] body(VerbCall call) throws VerbFailure, IOException {
        String file = call.option("--body-file");
        if (file != null && call.option("--body") != null) {
            throw VerbFailure.usage("only one of --body and --body-file can be meant");
        }
        return file == null ? call.option("--body", "").getBytes(StandardCharsets.UTF_8) : read(call, file);
    }

    /** A file, or with a hyphen standard input. */
    static byte[] read(VerbCall call, String file) throws VerbFailure, IOException {
        if (file.equals("-")) {
            return call.terminal().in().readAllBytes();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readAllBytes();
        } catch (NoSuchFileException e) {
            throw new VerbFailure(Exit.DATA, "there is no file " + file);
        } catch (IOException e) {
            String why = Files.isDirectory(Path.of(file)) ? "it is a directory" : reason(e);
            throw new VerbFailure(Exit.DATA, "cannot read " + file + ": " + why);
        }
    }

    /** Why a file cannot be read or written, without the names of classes. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static int completion(VerbCall call) throws VerbFailure {
        if (!call.argument(0).equals("bash")) {
            throw VerbFailure.usage("SHELL is bash");
        }
        call.terminal().out().print(AutoComplete.bash("leveret", Grammar.of(new VerbTable(), null)));
        return Exit.OK;
    }
}
