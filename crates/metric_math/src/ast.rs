//! The tree of an expression. Says nothing of types or values.

use std::ops::Range;

/// A node and the bytes of the text that it came from. Two are equal when they say the same, wherever
/// they stand.
#[derive(Clone, Debug)]
pub struct Expression {
    pub node: Node,
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Finite, zero or more: a minus before it is [`Node::Negate`].
    Number(f64),
    /// A quoted text, with at most one of the two quotation marks inside.
    Text(String),
    Keyword(Keyword),
    Id(String),
    /// Never empty.
    Array(Vec<Expression>),
    Negate(Box<Expression>),
    Binary {
        operator: Operator,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// The span of the whole call starts with the name.
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
}

impl Expression {
    /// Visits this node and all below it, in no order that matters.
    pub(crate) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expression)) {
        let mut open = vec![self];
        while let Some(expression) = open.pop() {
            visit(expression);
            match &expression.node {
                Node::Id(_) | Node::Number(_) | Node::Text(_) | Node::Keyword(_) => {}
                Node::Array(inner) | Node::Call { arguments: inner, .. } => open.extend(inner),
                Node::Negate(operand) => open.push(operand),
                Node::Binary { left, right, .. } => open.extend([&**left, &**right]),
            }
        }
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// Of unary minus: it binds tighter than `*` and looser than `^`.
pub(crate) const NEGATE_PRECEDENCE: u8 = 6;

impl Operator {
    pub const ALL: [Operator; 13] = [
        Operator::Or,
        Operator::And,
        Operator::Equal,
        Operator::NotEqual,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Add,
        Operator::Subtract,
        Operator::Multiply,
        Operator::Divide,
        Operator::Power,
    ];

    pub const fn symbol(self) -> &'static str {
        match self {
            Operator::Or => "OR",
            Operator::And => "AND",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Power => "^",
        }
    }

    /// A higher one binds tighter. All associate to the left but `^`. AWS documents no order; this is the
    /// usual one.
    pub(crate) const fn precedence(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And => 2,
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => 3,
            Operator::Add | Operator::Subtract => 4,
            Operator::Multiply | Operator::Divide => 5,
            Operator::Power => NEGATE_PRECEDENCE + 1,
        }
    }
}

/// A bare word as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    Repeat,
    Linear,
    Avg,
    Min,
    Max,
    Sum,
    Asc,
    Desc,
}

impl Keyword {
    pub const ALL: [Keyword; 8] = [
        Keyword::Repeat,
        Keyword::Linear,
        Keyword::Avg,
        Keyword::Min,
        Keyword::Max,
        Keyword::Sum,
        Keyword::Asc,
        Keyword::Desc,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Keyword::Repeat => "REPEAT",
            Keyword::Linear => "LINEAR",
            Keyword::Avg => "AVG",
            Keyword::Min => "MIN",
            Keyword::Max => "MAX",
            Keyword::Sum => "SUM",
            Keyword::Asc => "ASC",
            Keyword::Desc => "DESC",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keyword| keyword.name() == name)
    }
}
