//! Where a pointer leads in the values of a type.

use super::{Pointer, Type, TypeDef, TypeId, TypeKind};

/// Most names of a type that are followed to what it is.
const MAX_ALIASES: usize = 32;

/// A place in the values of a type, with the steps that lead there.
#[derive(Clone, Debug)]
pub struct Place {
    /// The pointer as written.
    pub pointer: Pointer,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What is there; never [`Type::Nullable`], and no other name for a type.
    pub ty: Type,
}

/// A step to a part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the field of a struct at this index; it may be left out, or be `null`, as the field says.
    Field(TypeId, usize),
    /// To the value of what may be `null`.
    Some,
    /// To the last item of a list.
    Last,
}

/// Why a pointer leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// A struct has no such field.
    NoField {
        /// The step.
        name: String,
        /// The struct.
        of: TypeId,
    },
    /// What is there has no parts of which a client knows.
    NoParts {
        /// The step.
        name: String,
        /// What it would be a part of.
        of: Type,
    },
}

impl Place {
    /// Finds where a pointer leads in the values of a type. A step of `-1` is the last item of a list.
    ///
    /// # Errors
    ///
    /// Returns why it leads nowhere.
    pub fn find(types: &[TypeDef], ty: &Type, pointer: &Pointer) -> Result<Self, Lost> {
        let mut steps = Vec::new();
        let mut ty = plain(types, ty, &mut steps);
        for token in &pointer.tokens {
            let lost = |of: &Type| Lost::NoParts {
                name: token.clone(),
                of: of.clone(),
            };
            let part = match ty {
                Type::Array(item) if token == "-1" => {
                    steps.push(Step::Last);
                    item
                }
                Type::Named(id) => match &types[id.0].kind {
                    TypeKind::Struct { fields, .. } => {
                        let at = fields.iter().position(|field| field.name == *token);
                        let Some(at) = at else {
                            let (name, of) = (token.clone(), *id);
                            return Err(Lost::NoField { name, of });
                        };
                        steps.push(Step::Field(*id, at));
                        // That the field may lack its value is part of the step.
                        match &fields[at].ty {
                            Type::Nullable(inner) => inner,
                            ty => ty,
                        }
                    }
                    _ => return Err(lost(ty)),
                },
                ty => return Err(lost(ty)),
            };
            ty = plain(types, part, &mut steps);
        }
        Ok(Self {
            pointer: pointer.clone(),
            steps,
            ty: ty.clone(),
        })
    }
}

/// What a type is without other names for it and without `null`.
fn plain<'t>(types: &'t [TypeDef], mut ty: &'t Type, steps: &mut Vec<Step>) -> &'t Type {
    for _ in 0..MAX_ALIASES {
        ty = match ty {
            Type::Nullable(inner) => {
                steps.push(Step::Some);
                inner
            }
            Type::Named(id) => match &types[id.0].kind {
                TypeKind::Alias(inner) => inner,
                _ => break,
            },
            _ => break,
        };
    }
    ty
}
