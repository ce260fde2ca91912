package io.leveret.management.metrics;

import static io.leveret.management.metrics.Metric.counter;

import io.leveret.management.admin.LoginAttemptsAdmin.Attempts;
import io.leveret.management.admin.LoginAttemptsAdmin.SourceAttempts;
import java.io.IOException;
import java.util.List;

/** How often somebody tried to log in. */
final class LoginGroups {
    static final MetricGroup<Attempts> BY_PROTOCOL = new MetricGroup<>(
            "auth_attempt_metrics",
            (sample, attempts) -> sample.label("protocol", attempts.protocol()),
            List.of(
                    counter(
                            "auth_attempts_total",
                            "Logins that were tried",
                            attempts -> (double) attempts.succeeded() + attempts.failed()),
                    counter("auth_attempts_succeeded_total", "Logins that succeeded", Attempts::succeeded),
                    counter("auth_attempts_failed_total", "Logins that failed", Attempts::failed)));

    static final MetricGroup<SourceAttempts> BY_SOURCE = new MetricGroup<>(
            "auth_attempt_detailed_metrics",
            LoginGroups::source,
            List.of(
                    counter(
                            "auth_attempts_detailed_total",
                            "Logins that were tried, by who tried",
                            source -> (double) source.attempts().succeeded()
                                    + source.attempts().failed()),
                    counter(
                            "auth_attempts_detailed_succeeded_total",
                            "Logins that succeeded, by who tried",
                            source -> source.attempts().succeeded()),
                    counter(
                            "auth_attempts_detailed_failed_total",
                            "Logins that failed, by who tried",
                            source -> source.attempts().failed())));

    private LoginGroups() {}

    private static void source(Exposition sample, SourceAttempts source) throws IOException {
        sample.label("remote_address", source.address())
                .label("username", source.user())
                .label("protocol", source.attempts().protocol());
    }
}
