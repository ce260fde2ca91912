package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.AmqpException;
import org.junit.jupiter.api.Test;

class TransactionBudgetTest {
    private final TransactionBudget budget = new TransactionBudget(100);

    @Test
    void whatIsTakenUpToTheLimitIsFreeAgainWhenItIsGivenBack() throws AmqpException {
        budget.take(60);
        budget.take(40);
        assertThatThrownBy(() -> budget.take(1)).hasMessageContaining("may hold 100 bytes");
        budget.giveBack(1);
        assertThatCode(() -> budget.take(1)).doesNotThrowAnyException();
    }

    @Test
    void whatIsRefusedTakesNothing() throws AmqpException {
        assertThatThrownBy(() -> budget.take(101)).isInstanceOf(AmqpException.class);
        budget.take(100);
    }
}
