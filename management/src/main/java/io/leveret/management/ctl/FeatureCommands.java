package io.leveret.management.ctl;

import io.leveret.management.ctl.ApiQuestions.Answered;
import io.leveret.management.ctl.Command.Tool;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Feature flags and deprecated features, as the HTTP API tells them. */
final class FeatureCommands {
    private static final String GROUP = "Feature flags";
    private static final List<String> FLAG_COLUMNS =
            List.of("name", "state", "stability", "provided_by", "desc", "doc_url");
    private static final List<String> FEATURE_COLUMNS =
            List.of("name", "deprecation_phase", "provided_by", "desc", "doc_url");

    private FeatureCommands() {}

    static void addTo(CommandTable table) {
        Columns<Map<?, ?>> flags = columns("state", FLAG_COLUMNS);
        table.add(Command.named("list_feature_flags", GROUP, "Lists feature flags")
                .takes("[<column> ...] [--timeout <timeout>]", 0, Integer.MAX_VALUE)
                .checking(call -> flags.wanted(call.arguments()))
                .saying(call -> "Listing feature flags ...")
                .doing(call -> flags.table(flags.wanted(call.arguments()), rows(call, "/feature-flags"), true)));
        table.add(Command.named(
                        "enable_feature_flag",
                        GROUP,
                        "Enables a feature flag or all supported feature flags on the target node")
                .takes("[--opt-in] <all | feature_flag>", 1, 1)
                .checking(call -> {
                    if (call.argument(0).isEmpty()) {
                        throw new BadUsage(
                                ExitCode.DATA, "Bad argument: feature flag (or group) name cannot be an empty string");
                    }
                })
                .switches("opt-in", "experimental")
                .saying(call -> call.argument(0).equals("all")
                        ? "Enabling all feature flags ..."
                        : "Enabling feature flag \"" + call.argument(0) + "\" ...")
                .doing(FeatureCommands::enable));
        Columns<Map<?, ?>> features = columns("deprecation_phase", FEATURE_COLUMNS);
        table.add(Command.named("list_deprecated_features", GROUP, "Lists deprecated features")
                .takes("[--used] [<column> ...]", 0, Integer.MAX_VALUE)
                .switches("used")
                .checking(call -> features.wanted(call.arguments()))
                .saying(call -> call.options().has("used")
                        ? "Listing deprecated features in use ..."
                        : "Listing deprecated features ...")
                .doing(call -> features.table(
                        features.wanted(call.arguments()),
                        rows(call, call.options().has("used") ? "/deprecated-features/used" : "/deprecated-features"),
                        true)));
        table.add(Command.named(
                        "check_if_any_deprecated_features_are_used",
                        "Monitoring, observability and health checks",
                        "Generate a report listing all deprecated features in use")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .saying(call -> "Checking if any deprecated features are used ...")
                .doing(FeatureCommands::checkUsed));
    }

    private static Columns<Map<?, ?>> columns(String second, List<String> names) {
        Columns<Map<?, ?>> columns = new Columns<>("name", second);
        for (String name : names) {
            columns.with(name, row -> row.get(name) == null ? "" : row.get(name));
        }
        return columns;
    }

    private static List<Map<?, ?>> rows(Invocation call, String target) throws CommandFailure {
        List<Map<?, ?>> rows = new ArrayList<>();
        for (Object each : call.api().list(target)) {
            if (each instanceof Map<?, ?> row) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static Result enable(Invocation call) throws CommandFailure {
        String name = call.argument(0);
        if (name.equals("all")) {
            return Result.NOTHING; // all that can be are enabled from the first start
        }
        Answered answered = call.api().ask(Verb.PUT, ApiQuestions.path("feature-flags", name, "enable"), Map.of());
        if (!answered.isOk()) {
            throw CommandFailure.error(
                    ExitCode.USAGE,
                    "This feature flag is not supported by node " + call.node().name());
        }
        return Result.NOTHING;
    }

    private static Result checkUsed(Invocation call) throws CommandFailure {
        List<String> used = rows(call, "/deprecated-features/used").stream()
                .map(row -> String.valueOf(row.get("name")))
                .toList();
        if (!used.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    call.options().has("silent") ? "" : String.join("\n", used),
                    new TreeMap<>(Map.of(
                            "deprecated_features",
                            used,
                            "message",
                            "Cluster reported deprecated features in use",
                            "result",
                            "error")));
        }
        return Result.passedUnlessSilent(call, "Cluster reported no deprecated features in use");
    }
}
