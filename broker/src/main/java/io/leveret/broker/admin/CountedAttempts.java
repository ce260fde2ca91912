package io.leveret.broker.admin;

import io.leveret.broker.access.LoginAttempts;
import io.leveret.management.admin.LoginAttemptsAdmin;
import java.util.List;

/** What the node counts of logins. */
final class CountedAttempts implements LoginAttemptsAdmin {
    private final LoginAttempts attempts;

    CountedAttempts(LoginAttempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public List<Attempts> byProtocol() {
        return attempts.byProtocol().entrySet().stream()
                .map(each -> attempts(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public List<SourceAttempts> bySource() {
        return attempts.bySource().entrySet().stream()
                .map(each -> new SourceAttempts(
                        each.getKey().address(),
                        each.getKey().user(),
                        attempts(each.getKey().protocol(), each.getValue())))
                .toList();
    }

    private static Attempts attempts(String protocol, LoginAttempts.Count count) {
        return new Attempts(protocol, count.accepted(), count.refused());
    }

    @Override
    public void reset() {
        attempts.reset();
    }
}
