package io.leveret.management.ctl;

import io.leveret.management.ctl.ApiQuestions.Answered;
import io.leveret.management.ctl.Command.Tool;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code check_certificate_expiration}, which is the check of the HTTP API. */
final class CertificateCommands {
    private static final List<String> UNITS = List.of("days", "weeks", "months", "years");

    private CertificateCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "check_certificate_expiration",
                        "Monitoring, observability and health checks",
                        "Checks the expiration date on the certificates for every listener configured to use TLS")
                .takes("[--within <period>] [--unit <unit>]", 0, 0)
                .options("within", "unit")
                .of(Tool.DIAGNOSTICS)
                .checking(CertificateCommands::check)
                .saying(call ->
                        "Checking certificate expiration on node " + call.node().name() + " ...")
                .doing(CertificateCommands::expiring));
    }

    private static String within(Invocation call) {
        return call.options().valueOr("within", "4");
    }

    private static String unit(Invocation call) {
        return call.options().valueOr("unit", "weeks");
    }

    private static void check(Invocation call) throws BadUsage {
        if (!UNITS.contains(unit(call))) {
            throw new BadUsage("\"unit '" + unit(call) + "' is not supported. Please use one of: "
                    + String.join(", ", UNITS) + '"');
        }
        call.number("within", 1);
        if (!within(call).matches("[1-9][0-9]{0,8}")) {
            throw new BadUsage("--within takes a positive whole number");
        }
    }

    private static Result expiring(Invocation call) throws CommandFailure {
        String path = ApiQuestions.path("health", "checks", "certificate-expiration", within(call), unit(call));
        Answered answered = call.api().ask(Verb.GET, path, null);
        if (answered.isOk()) {
            String unit = within(call).equals("1") ? unit(call).replaceAll("s$", "") : unit(call);
            return Result.passed("No certificates are expiring within " + within(call) + " " + unit + ".");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Certificates expire within " + within(call) + " " + unit(call) + ":");
        if (answered.field("expired") instanceof List<?> expired) {
            for (Object each : expired) {
                lines.add(line((Map<?, ?>) each));
            }
        }
        throw CommandFailure.error(ExitCode.UNAVAILABLE, String.join("\n", lines));
    }

    private static String line(Map<?, ?> row) {
        return row.get("protocol") + " at " + row.get("interface") + ":" + row.get("port") + ": "
                + row.get("certfile") + " " + row.get("certfile_expires_on") + ", " + row.get("cacertfile") + " "
                + row.get("cacertfile_expires_on");
    }
}
